using System.Buffers.Binary;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Keys;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Interop.Genesis;

/// <summary>Genesis states for test networks whose validators have interop keys, on the genesis of the embedded execution layer.</summary>
public static class InteropGenesis
{
    private const int AddressAt = 12;

    /// <summary>
    /// A frozen state at slot 0 with a number of validators of MAX_EFFECTIVE_BALANCE; throws ArgumentException for a number without any
    /// validators, and for a chain whose upgrade to the genesis fork is refused.
    /// </summary>
    public static BeaconState Create(ChainSpec spec, int validators, ulong genesisTime, ExecutionBlock execution, IBls bls) =>
        Create(spec, Pubkeys(validators, bls), genesisTime, execution, bls);

    /// <summary>
    /// Gives builders for a genesis in gloas with balances in Gwei, whose keys and addresses are those after a number of validators.
    /// </summary>
    public static IReadOnlyList<GenesisBuilder> Builders(int validators, IReadOnlyList<Gwei> balances, IBls bls) =>
        [.. SecretKeys(validators, balances.Count).Select((key, i) =>
            new GenesisBuilder(bls.SkToPk(key)!.Value, AddressOf(validators + i), balances[i]))];

    /// <summary>
    /// A frozen state at slot 0 with the validators of <see cref="Pubkeys"/>, which take most of the time and do not depend on that of
    /// genesis, and builders where it begins in gloas; throws ArgumentException as the other does.
    /// </summary>
    public static BeaconState Create(
        ChainSpec spec,
        IReadOnlyList<BLSPubkey> pubkeys,
        ulong genesisTime,
        ExecutionBlock execution,
        IBls bls,
        params IReadOnlyList<GenesisBuilder> builders)
    {
        var contents = GenesisContents.Of(genesisTime, execution, Validators(pubkeys)) with { Builders = builders };
        return TestNetworkGenesis.Create(spec, contents, bls);
    }

    /// <summary>Validators with these keys, whose withdrawals go to addresses that tell the numbers of their keys.</summary>
    public static IReadOnlyList<GenesisValidator> Validators(IReadOnlyList<BLSPubkey> pubkeys) =>
        [.. pubkeys.Select(static (pubkey, index) => new GenesisValidator(pubkey, Credentials(AddressOf(index))))];

    /// <summary>Computes the public keys of the first validators, in order, on all cores.</summary>
    public static IReadOnlyList<BLSPubkey> Pubkeys(int validators, IBls bls, CancellationToken cancellation = default)
    {
        var (secrets, pubkeys) = (SecretKeys(0, validators), new BLSPubkey[validators]);
        Parallel.For(
            0,
            validators,
            new ParallelOptions { CancellationToken = cancellation },
            at => pubkeys[at] = bls.SkToPk(secrets[at])!.Value);
        return pubkeys;
    }

    /// <summary>The keys of the validators, as their indices: secret keys, 32 bytes big-endian.</summary>
    public static IReadOnlyList<Bytes32> SecretKeys(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static index => new Bytes32(InteropKeys.SecretKey((ulong)index)))];

    /// <summary>Withdrawal credentials of an address (0x01).</summary>
    public static Bytes32 Credentials(ExecutionAddress address)
    {
        Span<byte> credentials = stackalloc byte[32];
        credentials.Clear();
        credentials[0] = Constants.Eth1AddressWithdrawalPrefix;
        address.AsSpan().CopyTo(credentials[AddressAt..]);
        return new Bytes32(credentials);
    }

    /// <summary>An address that tells the number of its key: 0xc0, zeros, the number.</summary>
    public static ExecutionAddress AddressOf(int index)
    {
        Span<byte> address = stackalloc byte[20];
        address.Clear();
        address[0] = 0xc0;
        BinaryPrimitives.WriteInt32BigEndian(address[16..], index);
        return new ExecutionAddress(address);
    }
}
