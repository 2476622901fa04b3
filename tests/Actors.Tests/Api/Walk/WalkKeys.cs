using Consensoor.Actors.Cli.Operations;
using Consensoor.Actors.Scenarios;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// Signs for the validators of a walk. Of some whose keys are nobody's the withdrawal credentials are those of keys (0x00).
/// </summary>
internal static class WalkKeys
{
    /// <summary>The first of those with withdrawal keys, and how many they are.</summary>
    public const int FirstWithKey = WalkChain.Online + 8, WithKey = 8;

    private const int WithdrawalKeys = 2_000;

    public static Signer SignerOf(ValidatorIndex index) => SignerOf((int)index);

    public static BLSPubkey PubkeyOf(int number) => KeyedBls.Shared.SkToPk(InteropGenesis.SecretKeys(number, 1)[0])!.Value;

    /// <summary>Signs with the withdrawal key of a validator.</summary>
    public static Signer WithdrawalSignerOf(ValidatorIndex index) => SignerOf(WithdrawalKeys + (int)index);

    /// <summary>The public key of the withdrawal key of a validator.</summary>
    public static BLSPubkey WithdrawalPubkeyOf(ValidatorIndex index) => PubkeyOf(WithdrawalKeys + (int)index);

    /// <summary>The validators at genesis.</summary>
    public static IReadOnlyList<GenesisValidator> Validators(int count) =>
    [
        .. InteropGenesis.Validators(InteropGenesis.Pubkeys(count, KeyedBls.Shared)).Select(static (validator, index) =>
            index is >= FirstWithKey and < FirstWithKey + WithKey
                ? validator with { WithdrawalCredentials = WithdrawalCredentialsOf((ValidatorIndex)index) }
                : validator),
    ];

    private static Bytes32 WithdrawalCredentialsOf(ValidatorIndex index)
    {
        using var key = new SecretKey(InteropGenesis.SecretKeys(WithdrawalKeys + (int)index, 1)[0].AsSpan());
        return ValidatorOperations.Credentials(key);
    }

    private static Signer SignerOf(int number)
    {
        var key = InteropGenesis.SecretKeys(number, 1)[0];
        return root => KeyedBls.Shared.Sign(key, root.AsSpan())!.Value;
    }
}
