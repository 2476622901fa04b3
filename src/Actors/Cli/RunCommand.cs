using System.CommandLine;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `run`: a node on a given genesis, with the options of ethpandaops' consensoor so that a launcher needs no change.
/// </summary>
internal static class RunCommand
{
    public static Command Create(CliOptions cli)
    {
        var options = new RunCliOptions(cli);
        var command = new Command("run", "Run a node on a given genesis");
        options.AddTo(command);
        command.SetAction((result, cancellation) => RunHost.Run(options.Read(result), cancellation));
        return command;
    }
}
