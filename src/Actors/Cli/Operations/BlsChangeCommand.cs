using System.CommandLine;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>
/// Makes `validator bls-change`: withdrawal credentials of a BLS key are given to an address, signed by the withdrawal key; shown, or sent
/// to a beacon node's pool.
/// </summary>
internal static class BlsChangeCommand
{
    private const string Pool = "eth/v1/beacon/pool/bls_to_execution_changes";

    /// <summary>Makes the command.</summary>
    public static Command Create(CliOptions cli)
    {
        var (keys, chain) = (new OperationKeys(cli), new OperationChain(cli));
        var index = CliOptions.Required<ulong?>(
            "--validator-index", "Index of the validator", null, "a whole number from 0 on", ExitCommand.TryNumber);
        var address = Address("--withdrawal-address", "Address that gets what is withdrawn from then on; it cannot be changed again");
        var command = new Command(
            "bls-change", "Give withdrawals to an address, with the withdrawal key: m/12381/3600/I/0 of words, or of a keystore")
        {
            index, address,
        };
        keys.AddTo(command);
        chain.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            if (chain.Spec(result, out var problem) is not { } spec)
            {
                return result.Refuse(problem!);
            }

            using var secrets = keys.Load(result, isWithdrawal: true, cancellation, out problem);
            if (secrets?.Single is not { } key)
            {
                return result.Refuse(problem ?? "--public-keys: one key at a time");
            }

            using var node = chain.Node(result);
            var (root, refused) = await chain.GenesisValidatorsRoot(result, node, cancellation);
            if (root is null)
            {
                return result.Refuse(refused!);
            }

            var signed = ValidatorOperations.Change(spec, root.Value, result.GetValue(index)!.Value, result.GetValue(address)!.Value, key);
            var text = OperationJson.WriteList([signed], (json, change) => change.WriteJson(json, spec.Ssz(ForkName.Capella)));
            return await chain.Finish(result, node, Pool, text, cancellation);
        });
        return command;
    }

    /// <summary>Makes an option that must be given, an address.</summary>
    public static Option<ExecutionAddress?> Address(string name, string description) => CliOptions.Required<ExecutionAddress?>(
        name, description, null, "an address of 20 bytes in 0x hex", TryAddress);

    /// <summary>Reads an address.</summary>
    public static bool TryAddress(string text, out ExecutionAddress? value)
    {
        var isAddress = ValidatorOptions.TryFeeRecipient(text, out var address);
        value = address;
        return isAddress;
    }
}
