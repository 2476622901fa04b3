using System.Text;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Hosting;

/// <summary>A validator this node acts for, with its secret key (32 bytes big-endian), which is never printed.</summary>
public sealed record ValidatorKey(ValidatorIndex Index, Bytes32 SecretKey)
{
    /// <summary>The public key, where it is known; it is computed else.</summary>
    public BLSPubkey? Pubkey { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Index = ").Append(Index);
        return true;
    }
}
