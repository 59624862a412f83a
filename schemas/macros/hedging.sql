-- The one rule against an allegation worded as fact. `tells_wrong`: a wrong-doing verb that no attributing word governs.
-- `is_hedged`: somebody accuses, alleges, says or reports, and tells_wrong is false. `names` are of parties and speakers:
-- they count as names, whatever words they are made of. Order matters: marks, then what is governed goes, then the rest is
-- looked at. A wrong-doing word is marked ¤: a gerund is one only behind a form of "to be" ("is stealing").
create or replace temp macro unnamed(wording, names) as list_reduce(
    list_prepend(wording, list_reverse_sort(list_distinct(list_filter(names, lambda n: n <> '')))),
    lambda text, name: replace(text, name, 'N')
);
create or replace temp macro marked(text) as regexp_replace(
    text,
    '(?i)\b(?:steals?|stole|stolen|infringe[sd]?|violate[sd]?|copie[sd]|hacks|hacked|misappropriate[sd]?|misleads?|misled'
    || '|defrauds?|defrauded|deceive[sd]?|cheats|cheated|lied|lies|breache[sd]|breaks|broke|broken|spie[sd]|abuse[sd]'
    || '|misuse[sd]|plagiari[sz]e[sd]?|pirated|leaks|leaked|conspire[sd]?|bribe[sd]|rigs|rigged|exploits|exploited'
    || '|smuggle[sd]?|evade[sd]?|launders|laundered|collude[sd]?|discriminate[sd]?|harms|harmed|wronged|defame[sd]?'
    || '|slandered|libelled|endangers|endangered|took|takes|thief|thieves|fraudsters?|crooks?|guilty'
    || '|(?:is|are|was|were|be|been|keeps|kept|began|started) (?:\w+ly )?(?:stealing|infringing|violating|copying|hacking'
    || '|misappropriating|misleading|defrauding|deceiving|cheating|lying|breaching|breaking|spying|abusing|misusing'
    || '|leaking|bribing|exploiting|smuggling|harming|wronging|defaming|endangering))\b',
    '¤',
    'g'
);
-- "Accused Vantage", "the alleged copier", "despite claims of": adjectives and nouns govern no clause.
create or replace temp macro ungoverning(text) as regexp_replace(
    regexp_replace(
        text,
        '(?i)(^|\b(?:the|an?|its|their|his|her|of|by|with|over) )(?:alleged|accused|reported|claimed|said) ([^ot])',
        '\1_ \2',
        'g'
    ),
    '(?i)\b(?:claims?|reports?|fears?) (of|against|by|over|about|on)\b',
    '_ \1',
    'g'
);
-- "As reported: ...", "according to A, ...", "..., according to A", "..., A says", "..., says A".
create or replace temp macro without_quoted(text) as regexp_replace(
    text,
    '(?s)^(?:[^¤:]*,? ?(?i:as reported): .*'
    || '|(?i:according to) [^,¤]+, .*'
    || '|[^.;]*, according to [^¤]+'
    || '|[^,¤]*, according to [^,¤]+, .*'
    || '|[^.;]*, (?:the |its |their )?[A-Z][^,¤]{0,60} (?:says?|said|alleges?|alleged|claims?|claimed)\.?'
    || '|[^.;]*, (?:says?|said|alleges?|alleged|claims?|claimed) [^,¤]+)$',
    ''
);
-- ", accused of theft, stole": an aside governs nothing that comes after it.
create or replace temp macro without_asides(text) as regexp_replace(
    text, '(?i), (?:which|who|whose|accused|said|alleged|reported|though|despite)\b[^,¤]*,', ' ', 'g'
);
create or replace temp macro without_governed(text) as regexp_replace(
    regexp_replace(
        regexp_replace(
            text,
            '(?i)\b(?:(?:allegedly|reportedly|purportedly)(?: have| be| been)*'
            || '|(?:alleged|said|reported|claimed|believed) to(?: have| be| been)*(?: \w+ly)?) ¤',
            ' ',
            'g'
        ),
        '(?i)\b(?:says?|said|alleges?|alleged|claims?|claimed|argues?|argued|contends?|contended|asserts?|asserted|maintains?'
        || '|maintained|reports?|reported|complains?|complained|suspects?|fears?|believes?|admits?|admitted|acknowledges?)'
        || '(?: that|:)? [^,;.: ](?:[^.;!?]|[.!?]\S)*',
        ' ',
        'g'
    ),
    '(?i)\b(?:accus(?:e|es|ed|ing)|accusations?|allegations?|_|suspected|suspicions?|charges?|den(?:y|ies|ied))\b[^¤.;]* of ¤',
    ' ',
    'g'
);
create or replace temp macro tells_wrong(wording, names) as contains(
    without_governed(without_asides(without_quoted(ungoverning(marked(unnamed(wording, names)))))), '¤'
);
create or replace temp macro is_hedged(wording, names) as not tells_wrong(wording, names) and regexp_matches(
    marked(unnamed(wording, names)),
    '(?i)\baccus(?:e|es|ed|ing)\b[^¤]* of\b|\baccused by\b'
    || '|\b(?:accusations?|allegations?|claims|complaints?|charges|suspicions?|reports?) (?:of|that|against|by|about)\b'
    || '|\b(?:says?|said|alleges?|alleged|claims?|claimed|argues?|contends?|asserts?|maintains?|reports?|denies)'
    || '(?: that|:)? [^,;.: ]'
    || '|\b(?:says?|said|alleges?|alleged|claims?|claimed)\.?$'
    || '|according to |\b(?:allegedly|reportedly|alleged|as reported:)'
);
