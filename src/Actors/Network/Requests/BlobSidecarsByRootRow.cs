using System.Buffers.Binary;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Blob sidecars by block root and index (`deneb/p2p-interface.md#blobsidecarsbyroot-v1`,
/// `electra/p2p-interface.md#blobsidecarsbyroot-v1`).
/// </summary>
internal static class BlobSidecarsByRootRow
{
    private const int IdentifierLength = Root.Length + sizeof(ulong);

    public static RequestRow Row { get; } = new RequestRow<BlobSidecarsByRoot, BlobSidecar>("blob_sidecars_by_root", (ForkName.Deneb, 1))
    {
        Write = static (request, _) => Write(request.Identifiers),
        Read = static (ssz, _) => Read(ssz) is { } identifiers ? new BlobSidecarsByRoot(identifiers) : null,
        Limit = static (spec, fork, request) => RequestForms.Between(
            (ulong)request.Identifiers.Count, BlobSidecars.ComputeMaxRequestBlobSidecars(spec.Config, fork), "blobs"),
        Most = static (_, request) => (ulong)request.Identifiers.Count,
        SlotOf = BlobRequests.SlotOf,
        Belongs = static (spec, request) =>
        {
            var left = request.Identifiers.Select(static identifier => (identifier.BlockRoot, identifier.Index)).ToHashSet();
            return sidecar => BlobRequests.Impossible(spec, sidecar)
                ?? (left.Remove((BlobSidecars.RootOf(sidecar, spec.Ssz(ForkName.Deneb)), sidecar.Index))
                    ? null
                    : $"blob {sidecar.Index} of slot {BlobRequests.SlotOf(sidecar)} was not asked for, or came before");
        },
        Serve = static (_, request) => new ServePlan(
            request.Identifiers.GroupBy(static identifier => identifier.BlockRoot, static identifier => identifier.Index)
                .Select(static block => new ServeKey(block.Key, null) { Blobs = ColumnSet.Of(block) }),
            static _ => []),
    };

    private static byte[] Write(IReadOnlyList<BlobIdentifier> identifiers)
    {
        var ssz = new byte[identifiers.Count * IdentifierLength];
        for (var i = 0; i < identifiers.Count; i++)
        {
            var at = ssz.AsSpan(i * IdentifierLength, IdentifierLength);
            identifiers[i].BlockRoot.AsSpan().CopyTo(at);
            BinaryPrimitives.WriteUInt64LittleEndian(at[Root.Length..], identifiers[i].Index);
        }

        return ssz;
    }

    private static BlobIdentifier[]? Read(ReadOnlySpan<byte> ssz)
    {
        if (ssz.Length % IdentifierLength != 0)
        {
            return null;
        }

        var identifiers = new BlobIdentifier[ssz.Length / IdentifierLength];
        for (var i = 0; i < identifiers.Length; i++)
        {
            var at = ssz.Slice(i * IdentifierLength, IdentifierLength);
            identifiers[i] = new BlobIdentifier
            {
                BlockRoot = new Root(at[..Root.Length]),
                Index = BinaryPrimitives.ReadUInt64LittleEndian(at[Root.Length..]),
            };
        }

        return identifiers;
    }
}
