using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Production;

/// <summary>A payload that the execution layer was asked to build for a slot, and since when it does.</summary>
internal sealed class PayloadBuild(Slot slot, ForkchoiceUpdated ask)
{
    /// <summary>The slot whose block the payload is for.</summary>
    public Slot Slot => slot;

    /// <summary>What the execution layer was asked, with attributes.</summary>
    public ForkchoiceUpdated Ask => ask;

    /// <summary>The payload's number at the execution layer; null until it has answered.</summary>
    public Bytes8? PayloadId { get; private set; }

    /// <summary>When the execution layer said that it builds.</summary>
    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>Notes that the execution layer builds.</summary>
    public void Begin(Bytes8 payloadId, DateTimeOffset now) => (PayloadId, BegunAt) = (payloadId, now);

    /// <summary>
    /// True where a payload on the same execution block, by the same attributes, is built: what is safe or final is not in it.
    /// </summary>
    public bool IsFor(ForkName fork, Hash32 head, BuildAttributes attributes) =>
        ask.Fork == fork && ask.HeadBlockHash == head && ask.Attributes == attributes;
}
