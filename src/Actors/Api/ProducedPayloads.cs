using System.Collections.Immutable;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Api;

/// <summary>
/// The payloads of blocks that were made for callers of the API from gloas on, until the callers publish them; of any thread. At most
/// <see cref="Bound"/>, the oldest goes first.
/// </summary>
public sealed class ProducedPayloads
{
    /// <summary>Bounds the payloads that are kept.</summary>
    public const int Bound = 4;

    private ImmutableList<ProducedPayload> _payloads = [];

    /// <summary>Keeps a payload, in place of the one of its block that was kept before.</summary>
    public void Add(ProducedPayload payload) => ImmutableInterlocked.Update(
        ref _payloads,
        static (list, added) =>
        {
            var others = list.RemoveAll(known => known.Root == added.Root);
            return (others.Count == Bound ? others.RemoveAt(0) : others).Add(added);
        },
        payload);

    /// <summary>Finds the payload of a block; null where there is none.</summary>
    public ProducedPayload? Find(Root blockRoot) => _payloads.Find(payload => payload.Root == blockRoot);
}

/// <summary>A payload of a block that was made here, in the envelope that its proposer signs, and its blobs.</summary>
public sealed record ProducedPayload(Root Root, Slot Slot, ExecutionPayloadEnvelope Envelope, BuiltBlobs Blobs);
