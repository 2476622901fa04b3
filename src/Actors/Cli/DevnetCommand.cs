using System.CommandLine;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli;

/// <summary>Makes `devnet`: nodes in this process with interop validators and embedded execution layers; the default command.</summary>
internal static class DevnetCommand
{
    public static Command Create(CliOptions cli)
    {
        var devnet = new DevnetCliOptions(cli);
        var command = new Command("devnet", "Run the embedded devnet");
        devnet.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var options = devnet.Read(result);
            return options.Problem() is { } problem ? result.Refuse(problem) : await DevnetHost.Run(options, cancellation);
        });
        return command;
    }
}
