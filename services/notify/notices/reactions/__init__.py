"""What people are told when something happens, a module for each service that says so. Ids are made from what a notice
is for: told once, however often said."""
