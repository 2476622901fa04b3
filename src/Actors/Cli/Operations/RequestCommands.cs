using System.CommandLine;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>
/// Makes `validator consolidate` and `builder exit`: requests that the execution layer takes by its own contracts, whose sender alone says
/// that they are allowed; nothing is signed here.
/// </summary>
internal static class RequestCommands
{
    /// <summary>The consolidation request contract (EIP-7251, `CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS`).</summary>
    public const string ConsolidationContract = "0x0000BBdDc7CE488642fb579F8B00f3a590007251";

    /// <summary>The builder exit contract (EIP-8282, `BUILDER_EXIT_CONTRACT_ADDRESS`).</summary>
    public const string BuilderExitContract = "0x000064D678505ad48F8cCb093BC65613800E8282";

    private const string MinFee = "1";

    /// <summary>Makes `validator consolidate`.</summary>
    public static Command Consolidate()
    {
        var source = Pubkey("--source", "Key of the validator whose balance moves, and which exits");
        var target = Pubkey("--target", "Key of the validator that gets it; the same key turns credentials 0x01 into 0x02");
        var command = new Command("consolidate", "Show the call that moves a validator's balance to another one (electra on)")
        {
            source, target,
        };
        command.SetAction(result => Show(
            result,
            ConsolidationContract,
            [.. result.GetValue(source)!.Value.AsSpan(), .. result.GetValue(target)!.Value.AsSpan()],
            "the withdrawal address of the source"));
        return command;
    }

    /// <summary>Makes `builder exit`.</summary>
    public static Command BuilderExit()
    {
        var key = Pubkey("--public-key", "Key of the builder");
        var command = new Command("exit", "Show the call that has a builder exit (gloas)") { key };
        command.SetAction(result => Show(
            result, BuilderExitContract, result.GetValue(key)!.Value.AsSpan().ToArray(), "the withdrawal address of the builder"));
        return command;
    }

    private static int Show(ParseResult result, string to, byte[] data, string sender)
    {
        var note = $"to be sent by {sender}; value is the contract's fee, which a call without data gives{DepositCommand.Fee}";
        result.InvocationConfiguration.Output.WriteLine(
            OperationJson.Write(json => OperationJson.WriteCall(json, to, MinFee, data, note)));
        return ExitCodes.Done;
    }

    private static Option<BLSPubkey?> Pubkey(string name, string description) => CliOptions.Required<BLSPubkey?>(
        name, description, null, "a public key, 48 bytes in 0x hex", static (string text, out BLSPubkey? value) =>
        {
            var isKey = BLSPubkey.TryParse(text, out var key);
            value = key;
            return isKey && text.StartsWith("0x", StringComparison.Ordinal);
        });
}
