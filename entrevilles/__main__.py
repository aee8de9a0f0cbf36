from entrevilles.cli import main

main()
