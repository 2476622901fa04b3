namespace Consensoor.Messages;

/// <summary>What a builder of this node publishes on the event stream (gloas on).</summary>
public interface IBuilderEvent
{
    /// <summary>The builder's place in the registry.</summary>
    BuilderIndex Builder { get; }

    /// <summary>The slot that is spoken of.</summary>
    Slot Slot { get; }
}

/// <summary>A bid left for a slot, of a value in Gwei, and gossip has accepted it.</summary>
public sealed record BidTold(BuilderIndex Builder, Slot Slot, Gwei Value, Hash32 BlockHash) : IBuilderEvent;

/// <summary>There is no bid for a slot, and why.</summary>
public sealed record BidOmitted(BuilderIndex Builder, Slot Slot, string Reason) : IBuilderEvent;

/// <summary>A block took the bid, and its payload and all columns were accepted by gossip.</summary>
public sealed record PayloadRevealed(BuilderIndex Builder, Slot Slot, Root BlockRoot) : IBuilderEvent;

/// <summary>A block took the bid, and its payload was not shown, and why.</summary>
public sealed record PayloadWithheld(BuilderIndex Builder, Slot Slot, string Reason) : IBuilderEvent;

/// <summary>
/// What a builder has and owes by the head's state, in Gwei: its balance, payments that wait for their payload or the votes of their block,
/// and withdrawals that wait for a payload to carry them. Published when it is another.
/// </summary>
public sealed record BuilderAccount(BuilderIndex Builder, Slot Slot, Gwei Balance, Gwei Payments, Gwei Withdrawals) : IBuilderEvent
{
    /// <summary>Gives what is left for a bid beside a deposit that has to stay (Gwei).</summary>
    public Gwei Payable(Gwei deposit) => Balance > deposit + Payments + Withdrawals ? Balance - deposit - Payments - Withdrawals : 0;
}
