"""What sources list, and which there are: feeds, sitemaps, notices and lists; found on a site, declared, tried."""
