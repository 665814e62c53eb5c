"""The communes, EPCI, départements and régions of France, shipped with the product and read offline."""
