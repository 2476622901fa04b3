using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Topics;

/// <summary>The type of a topic's messages from a fork on: its codec, its conditions, and what becomes of what is accepted.</summary>
internal abstract class TopicForm(ForkName since)
{
    /// <summary>The fork from which messages have this type.</summary>
    public ForkName Since => since;

    /// <summary>The type of the messages in this form.</summary>
    public abstract Type Container { get; }

    /// <summary>
    /// The bound that the specification names for the type, which has none of its own or a wider one
    /// (`gloas/p2p-interface.md#type-specific-ssz-bounds`).
    /// </summary>
    public Func<ChainSpec, ForkName, ulong>? Bound { get; init; }

    /// <summary>The most bytes a message of the type has by its lists; ulong.MaxValue where the type has no bound.</summary>
    public abstract ulong MostBytes(SszContext context);

    /// <summary>Decodes bytes strictly; null and why where they are none of the type.</summary>
    public abstract object? Decode(ReadOnlySpan<byte> ssz, SszContext context, out string reason);

    /// <summary>Encodes a message of this form by SSZ.</summary>
    public abstract byte[] Encode(object message, SszContext context);

    /// <summary>The slot a message is about, which decides the fork of its topic; null where it names none.</summary>
    public abstract Slot? SlotIn(object message);

    /// <summary>The root of the block that a message is, belongs to or votes for; null where it names none.</summary>
    public abstract Root? BlockOf(object message, SszContext context);

    /// <summary>Checks the topic's conditions, all but the signatures and proofs, which it notes.</summary>
    public abstract Checked Judge(TopicCheck check, object message);

    /// <summary>Takes in a message whose conditions, signatures and proofs held; false where another was faster.</summary>
    public abstract bool TakeIn(TopicAccept accept, object message, object? product);
}
