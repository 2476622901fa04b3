using System.CommandLine;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>Makes `validator` and `builder`: what validators and builders say of themselves, built and signed by hand.</summary>
internal static class OperationCommands
{
    /// <summary>Makes `validator`.</summary>
    public static Command Validator(CliOptions cli) => new("validator", "Exit, change, deposit and consolidate validators")
    {
        ExitCommand.Create(cli), BlsChangeCommand.Create(cli), DepositCommand.OfValidator(cli), RequestCommands.Consolidate(),
    };

    /// <summary>Makes `builder`.</summary>
    public static Command Builder(CliOptions cli) => new("builder", "Deposit and exit builders")
    {
        DepositCommand.OfBuilder(cli), RequestCommands.BuilderExit(),
    };
}
