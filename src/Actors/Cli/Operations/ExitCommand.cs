using System.CommandLine;
using System.Globalization;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>Makes `validator exit`: a signed exit, shown, or sent to a beacon node's pool.</summary>
internal static class ExitCommand
{
    private const string Pool = "eth/v1/beacon/pool/voluntary_exits";

    /// <summary>Makes the command.</summary>
    public static Command Create(CliOptions cli)
    {
        var (keys, chain) = (new OperationKeys(cli), new OperationChain(cli));
        var (index, epoch) = (Number("--validator-index", "Index of the validator; the beacon node is asked unless given"),
            Number("--epoch", "First epoch in which it counts; that of the beacon node's head unless given"));
        var command = new Command("exit", "Sign the exit of a validator with its key, which ends its duties for ever") { index, epoch };
        keys.AddTo(command);
        chain.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            if (chain.Spec(result, out var problem) is not { } spec)
            {
                return result.Refuse(problem!);
            }

            using var secrets = keys.Load(result, isWithdrawal: false, cancellation, out problem);
            if (secrets?.Single is not { } key)
            {
                return result.Refuse(problem ?? "--public-keys: one key at a time exits");
            }

            using var node = chain.Node(result);
            var (root, refused) = await chain.GenesisValidatorsRoot(result, node, cancellation);
            if (root is null)
            {
                return result.Refuse(refused!);
            }

            var (validator, at) = (result.GetValue(index), result.GetValue(epoch));
            if ((validator is null || at is null) && node is null)
            {
                return result.Refuse("--validator-index and --epoch say what is signed, or --beacon-node-url asks");
            }

            if (validator is null)
            {
                (validator, refused) = await node!.IndexOf(ValidatorOperations.PubkeyOf(key), cancellation);
            }

            // Whom nobody tells how far the chain is takes its last fork for begun.
            var now = ForkNames.All.Select(spec.ForkEpoch).Where(static epoch => epoch != Constants.FarFutureEpoch).Max();
            if (node is not null && refused is null)
            {
                (var slot, refused) = await node.HeadSlot(cancellation);
                now = slot is { } head ? head / spec.Preset.SlotsPerEpoch : now;
            }

            if (refused is not null)
            {
                return result.Refuse(refused);
            }

            var exit = new VoluntaryExit { Epoch = at ?? now, ValidatorIndex = validator!.Value };
            var signed = ValidatorOperations.Exit(spec, root.Value, now, exit, key);
            return await chain.Finish(
                result, node, Pool, OperationJson.Write(json => signed.WriteJson(json, spec.Ssz(spec.ForkAt(now)))), cancellation);
        });
        return command;
    }

    /// <summary>Makes an option that is a number, or not given.</summary>
    public static Option<ulong?> Number(string name, string description) => CliOptions.Plain<ulong?>(
        name, description, null, "a whole number from 0 on", TryNumber);

    /// <summary>Reads a whole number of digits alone.</summary>
    public static bool TryNumber(string text, out ulong? value)
    {
        var isNumber = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = number;
        return isNumber;
    }
}
