using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Makes a form from functions on the messages' type.</summary>
internal sealed class TopicForm<T>(ForkName since) : TopicForm(since)
    where T : class, ISszType<T>
{
    /// <summary>The slot of a message; absent where messages name none.</summary>
    public Func<T, Slot>? SlotOf { get; init; }

    /// <summary>The root of the block that a message is, belongs to or votes for; absent where messages name none.</summary>
    public Func<T, SszContext, Root>? Names { get; init; }

    /// <summary>Checks the topic's conditions (`Spec/Gossip`) on the view of the chain.</summary>
    public required Func<TopicCheck, T, Checked> Check { get; init; }

    /// <summary>What becomes of an accepted message; false where another was faster.</summary>
    public required Func<TopicAccept, T, object?, bool> Accept { get; init; }

    /// <inheritdoc/>
    public override Type Container => typeof(T);

    /// <inheritdoc/>
    public override ulong MostBytes(SszContext context) => T.Schema(context).MostBytes;

    /// <inheritdoc/>
    public override object? Decode(ReadOnlySpan<byte> ssz, SszContext context, out string reason)
    {
        if (T.TryDecode(ssz, context, out var value, out var error))
        {
            reason = "";
            return value;
        }

        reason = $"not a {typeof(T).Name} of {context.Fork}: {error}";
        return null;
    }

    /// <inheritdoc/>
    public override byte[] Encode(object message, SszContext context) => ((T)message).ToSsz(context);

    /// <inheritdoc/>
    public override Slot? SlotIn(object message) => SlotOf?.Invoke((T)message);

    /// <inheritdoc/>
    public override Root? BlockOf(object message, SszContext context) => Names?.Invoke((T)message, context);

    /// <inheritdoc/>
    public override Checked Judge(TopicCheck check, object message) => Check(check, (T)message);

    /// <inheritdoc/>
    public override bool TakeIn(TopicAccept accept, object message, object? product) => Accept(accept, (T)message, product);
}
