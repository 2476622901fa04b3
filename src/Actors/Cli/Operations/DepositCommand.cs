using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>
/// Makes `validator deposit` and `builder deposit`: what is given to a contract of the execution layer, shown and not sent: a deposit costs
/// ether, which this program has none of.
/// </summary>
internal static class DepositCommand
{
    /// <summary>The builder deposit contract (EIP-8282, `BUILDER_DEPOSIT_CONTRACT_ADDRESS`).</summary>
    public const string BuilderContract = "0x0000bFF46984e3725691FA540a8C7589300D8282";

    /// <summary>Makes `validator deposit`.</summary>
    public static Command OfValidator(CliOptions cli)
    {
        var (keys, config, amount) = (new OperationKeys(cli), OperationChain.Config(), Amount(32 * Constants.EthToGwei));
        var address = CliOptions.Plain<ExecutionAddress?>(
            "--withdrawal-address",
            "Address that gets what is withdrawn; unless given, the withdrawal key of the words",
            null,
            "an address of 20 bytes in 0x hex",
            BlsChangeCommand.TryAddress);
        var isCompounding = new Option<bool>("--compounding") { Description = "Credentials 0x02 in place of 0x01 (electra on)" };
        var isCall = new Option<bool>("--transactions") { Description = "Show calls of the deposit contract in place of deposit data" };
        var command = new Command("deposit", "Sign the deposit of validators: deposit data, or calls of the deposit contract")
        {
            config, amount, address, isCompounding, isCall,
        };
        keys.AddTo(command);
        command.SetAction((result, cancellation) => Task.Run(
            () =>
            {
                if (ChainSpecs.Load(result.GetValue(config)!, out var problem) is not { } spec)
                {
                    return result.Refuse(problem!);
                }

                using var secrets = keys.Load(result, isWithdrawal: false, cancellation, out problem);
                if (secrets is null)
                {
                    return result.Refuse(problem!);
                }

                var to = result.GetValue(address);
                using var withdrawal = to is null ? keys.Withdrawal(result, out problem) : null;
                if (to is null && withdrawal is null)
                {
                    return result.Refuse(problem ?? "--withdrawal-address says who gets what is withdrawn");
                }

                var prefix = result.GetValue(isCompounding) ? Constants.CompoundingWithdrawalPrefix : Constants.Eth1AddressWithdrawalPrefix;
                var credentials = to is { } given
                    ? ValidatorOperations.Credentials(prefix, given)
                    : ValidatorOperations.Credentials(withdrawal!);
                var deposits = secrets.Keys.Select(key => ValidatorOperations.Deposit(spec, credentials, result.GetValue(amount), key));
                result.InvocationConfiguration.Output.WriteLine(result.GetValue(isCall)
                    ? OperationJson.WriteList(deposits, (json, deposit) => WriteCall(json, spec, deposit))
                    : OperationJson.WriteList(deposits, (json, deposit) => WriteData(json, spec, deposit)));
                return ExitCodes.Done;
            },
            cancellation));
        return command;
    }

    /// <summary>Makes `builder deposit`.</summary>
    public static Command OfBuilder(CliOptions cli)
    {
        var (keys, config, amount) = (new OperationKeys(cli), OperationChain.Config(), Amount(Constants.EthToGwei));
        var address = BlsChangeCommand.Address("--withdrawal-address", "Address that gets what is withdrawn, and alone can have it exit");
        var command = new Command("deposit", "Sign the deposit of a builder (gloas): the call of the builder deposit contract")
        {
            config, amount, address,
        };
        keys.AddTo(command);
        command.SetAction((result, cancellation) => Task.Run(
            () =>
            {
                if (ChainSpecs.Load(result.GetValue(config)!, out var problem) is not { } spec)
                {
                    return result.Refuse(problem!);
                }

                using var secrets = keys.Load(result, isWithdrawal: false, cancellation, out problem);
                if (secrets is null)
                {
                    return result.Refuse(problem!);
                }

                var to = result.GetValue(address)!.Value;
                var deposits = secrets.Keys.Select(key => ValidatorOperations.BuilderDeposit(spec, to, result.GetValue(amount), key));
                result.InvocationConfiguration.Output.WriteLine(OperationJson.WriteList(deposits, static (json, deposit) =>
                    OperationJson.WriteCall(
                        json,
                        BuilderContract,
                        $"{(BigInteger)deposit.Amount * Wei.PerGwei}",
                        ValidatorOperations.BuilderDepositCall(deposit),
                        $"value is the amount; add the contract's fee, which a call without data gives{Fee}")));
                return ExitCodes.Done;
            },
            cancellation));
        return command;
    }

    /// <summary>Says how much a request costs at least.</summary>
    public const string Fee = " (1 wei where nobody asks much)";

    private static Option<ulong> Amount(ulong usual) => CliOptions.Plain(
        "--amount",
        "Amount in Gwei",
        usual,
        $"an amount of Gwei from {Constants.EthToGwei} on",
        static (string text, out ulong amount) =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out amount) && amount >= Constants.EthToGwei);

    private static void WriteCall(Utf8JsonWriter json, ChainSpec spec, DepositData deposit) => OperationJson.WriteCall(
        json,
        spec.Config.DepositContractAddress.ToString(),
        $"{(BigInteger)deposit.Amount * Wei.PerGwei}",
        ValidatorOperations.DepositCall(deposit, deposit.HashTreeRoot(spec.Ssz(ForkName.Phase0))),
        "deposit(bytes,bytes,bytes,bytes32)");

    // As deposit tools write it, which other tools read.
    private static void WriteData(Utf8JsonWriter json, ChainSpec spec, DepositData deposit)
    {
        var ssz = spec.Ssz(ForkName.Phase0);
        var message = new DepositMessage
        {
            Pubkey = deposit.Pubkey,
            WithdrawalCredentials = deposit.WithdrawalCredentials,
            Amount = deposit.Amount,
        };
        json.WriteStartObject();
        json.WriteString("pubkey", Hex(deposit.Pubkey.AsSpan()));
        json.WriteString("withdrawal_credentials", Hex(deposit.WithdrawalCredentials.AsSpan()));
        json.WriteNumber("amount", deposit.Amount);
        json.WriteString("signature", Hex(deposit.Signature.AsSpan()));
        json.WriteString("deposit_message_root", Hex(message.HashTreeRoot(ssz).AsSpan()));
        json.WriteString("deposit_data_root", Hex(deposit.HashTreeRoot(ssz).AsSpan()));
        json.WriteString("fork_version", Hex(spec.Config.GenesisForkVersion.AsSpan()));
        json.WriteString("network_name", spec.Config.ConfigName);
        json.WriteEndObject();
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
