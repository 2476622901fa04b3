return await Consensoor.Actors.Cli.CommandLine.Run(args);
