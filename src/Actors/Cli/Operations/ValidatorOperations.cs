using System.Buffers.Binary;
using System.Security.Cryptography;
using Consensoor.Interop.Keys;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>Builds and signs what validators and builders say of themselves, each in its domain; pure but for the key.</summary>
internal static class ValidatorOperations
{
    /// <summary>An exit, as a state of the present epoch takes it (`process_voluntary_exit`).</summary>
    public static SignedVoluntaryExit Exit(ChainSpec spec, Root genesisValidatorsRoot, Epoch now, VoluntaryExit exit, SecretKey key)
    {
        var domain = Misc.ComputeDomain(Constants.DomainVoluntaryExit, ExitVersion(spec, now, exit.Epoch), genesisValidatorsRoot);
        var root = Misc.ComputeSigningRoot(exit, domain, spec.Ssz(spec.ForkAt(now)));
        return new SignedVoluntaryExit { Message = exit, Signature = Sign(key, root) };
    }

    /// <summary>
    /// The version that an exit of an epoch is verified under in a present epoch, or in its own where that is yet to come: from deneb on
    /// that of capella (EIP-7044), before what `get_domain` takes of the state's fork, which knows its own version and the one before.
    /// </summary>
    public static Version ExitVersion(ChainSpec spec, Epoch now, Epoch exit)
    {
        var fork = spec.ForkAt(Math.Max(now, exit));
        return fork >= ForkName.Deneb ? spec.Config.CapellaForkVersion
            : exit < spec.ForkEpoch(fork) ? spec.ForkVersion(fork - 1)
            : spec.ForkVersion(fork);
    }

    /// <summary>A change of withdrawal credentials, signed by the withdrawal key, under the genesis version.</summary>
    public static SignedBLSToExecutionChange Change(
        ChainSpec spec, Root genesisValidatorsRoot, ValidatorIndex validator, ExecutionAddress to, SecretKey key)
    {
        var change = new BLSToExecutionChange
        {
            ValidatorIndex = validator,
            FromBlsPubkey = PubkeyOf(key),
            ToExecutionAddress = to,
        };
        var domain = Misc.ComputeDomain(
            Constants.DomainBlsToExecutionChange, spec.Config.GenesisForkVersion, genesisValidatorsRoot);
        var root = Misc.ComputeSigningRoot(change, domain, spec.Ssz(ForkName.Capella));
        return new SignedBLSToExecutionChange { Message = change, Signature = Sign(key, root) };
    }

    /// <summary>A deposit of a validator (`phase0/validator.md#submit-deposit`); the amount in Gwei.</summary>
    public static DepositData Deposit(ChainSpec spec, Bytes32 withdrawalCredentials, Gwei amount, SecretKey key) =>
        Deposit(spec, Constants.DomainDeposit, withdrawalCredentials, amount, key);

    /// <summary>A deposit of a builder (`gloas/builder.md#submit-deposit`); the amount in Gwei.</summary>
    public static DepositData BuilderDeposit(ChainSpec spec, ExecutionAddress withdrawalAddress, Gwei amount, SecretKey key) =>
        Deposit(spec, Constants.DomainBuilderDeposit, Credentials(Constants.BuilderWithdrawalPrefix, withdrawalAddress), amount, key);

    /// <summary>Withdrawal credentials of an address, with their first byte.</summary>
    public static Bytes32 Credentials(byte prefix, ExecutionAddress address) => new([prefix, .. new byte[11], .. address.AsSpan()]);

    /// <summary>Withdrawal credentials of a withdrawal key.</summary>
    public static Bytes32 Credentials(SecretKey withdrawal)
    {
        var hash = SHA256.HashData(PubkeyOf(withdrawal).AsSpan());
        hash[0] = Constants.BlsWithdrawalPrefix;
        return new Bytes32(hash);
    }

    /// <summary>The call of the builder deposit contract (EIP-8282): 184 bytes, the amount big-endian.</summary>
    public static byte[] BuilderDepositCall(DepositData deposit)
    {
        var amount = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(amount, deposit.Amount);
        return [.. deposit.Pubkey.AsSpan(), .. deposit.WithdrawalCredentials.AsSpan(), .. amount, .. deposit.Signature.AsSpan()];
    }

    /// <summary>The call of the deposit contract, `deposit(bytes,bytes,bytes,bytes32)`, by the contract's interface.</summary>
    public static byte[] DepositCall(DepositData deposit, Root depositDataRoot)
    {
        // Three byte strings behind a head of four words; the second is a word, the others are padded to words.
        const int Head = 4 * 32;
        const int PubkeyTail = 32 + 64;
        const int CredentialsTail = 32 + 32;
        return
        [
            0x22, 0x89, 0x51, 0x18,
            .. Word(Head), .. Word(Head + PubkeyTail), .. Word(Head + PubkeyTail + CredentialsTail), .. depositDataRoot.AsSpan(),
            .. Word(BLSPubkey.Length), .. deposit.Pubkey.AsSpan(), .. new byte[16],
            .. Word(Bytes32.Length), .. deposit.WithdrawalCredentials.AsSpan(),
            .. Word(BLSSignature.Length), .. deposit.Signature.AsSpan(),
        ];
    }

    /// <summary>The public key of a key.</summary>
    public static BLSPubkey PubkeyOf(SecretKey key) => ManagedBls.Shared.SkToPk(key.Reveal())!.Value;

    private static DepositData Deposit(ChainSpec spec, DomainType type, Bytes32 withdrawalCredentials, Gwei amount, SecretKey key)
    {
        var message = new DepositMessage { Pubkey = PubkeyOf(key), WithdrawalCredentials = withdrawalCredentials, Amount = amount };
        var root = Misc.ComputeSigningRoot(message, Misc.ComputeDomain(spec.Config, type), spec.Ssz(ForkName.Phase0));
        return new DepositData
        {
            Pubkey = message.Pubkey,
            WithdrawalCredentials = withdrawalCredentials,
            Amount = amount,
            Signature = Sign(key, root),
        };
    }

    private static BLSSignature Sign(SecretKey key, Root root) => ManagedBls.Shared.Sign(key.Reveal(), root.AsSpan())!.Value;

    private static byte[] Word(int number)
    {
        var word = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(word.AsSpan(28), number);
        return word;
    }
}
