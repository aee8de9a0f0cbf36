"""The dataset on HTTP: a SPARQL 1.1 endpoint whose queries run in processes of their own."""
