using System.Diagnostics.CodeAnalysis;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.PartialColumns;

/// <summary>
/// The group id of partial columns on the wire: a version byte and the SSZ of `PartialDataColumnGroupID`
/// (`fulu/partial-columns/p2p-interface.md#partial-message-group-id`).
/// </summary>
public static class PartialGroupIds
{
    /// <summary>The one version there is; others are to be ignored.</summary>
    public const byte Version = 0;

    /// <summary>Writes a group id in the form of a fork.</summary>
    public static byte[] Encode(PartialDataColumnGroupID id, SszContext context) => [Version, .. id.ToSsz(context)];

    /// <summary>
    /// Reads a group id; false with no reason where its version is unknown, with one where it is none of the fork.
    /// </summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes, SszContext context, [NotNullWhen(true)] out PartialDataColumnGroupID? id, out string? reason)
    {
        (id, reason) = (null, null);
        if (bytes.IsEmpty || bytes[0] != Version)
        {
            return false;
        }

        if (PartialDataColumnGroupID.TryDecode(bytes[1..], context, out id, out var error))
        {
            return true;
        }

        reason = $"a group id of {bytes.Length} bytes is none of {context.Fork}: {error}";
        return false;
    }
}
