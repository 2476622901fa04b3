namespace Consensoor.Messages;

/// <summary>What the proposers actor is told.</summary>
public interface IProposerCommand;

/// <summary>Ask for what is known of proposers, by who starts later; answered with <see cref="ProposersChanged"/>.</summary>
public sealed record GetProposers : IProposerCommand
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetProposers Instance { get; } = new();
}

/// <summary>What is known of proposers is another; published on the event stream.</summary>
public sealed record ProposersChanged(ProposerTable Table);

/// <summary>
/// Say one thing of a key, or take it back (null); on disk when it is answered, with <see cref="ProposerSet"/>. A closed hierarchy.
/// </summary>
public abstract record SetProposer(BLSPubkey Pubkey) : IProposerCommand
{
    /// <summary>Who gets the fees.</summary>
    public sealed record FeeRecipient(BLSPubkey Pubkey, ExecutionAddress? Address) : SetProposer(Pubkey);

    /// <summary>The gas limit that payloads move towards.</summary>
    public sealed record GasLimit(BLSPubkey Pubkey, ulong? Limit) : SetProposer(Pubkey);

    /// <summary>Text of at most 32 bytes in UTF-8.</summary>
    public sealed record Graffiti(BLSPubkey Pubkey, string? Text) : SetProposer(Pubkey);

    /// <summary>What is said of builders, all of it.</summary>
    public sealed record Builders(BLSPubkey Pubkey, BuilderConfig? Config) : SetProposer(Pubkey);
}

/// <summary>Says whether something was set or taken back, and why not.</summary>
public sealed record ProposerSet(ProposerSetOutcome Outcome, string? Reason);

/// <summary>Names how a change of a proposer's settings ends.</summary>
public enum ProposerSetOutcome
{
    /// <summary>It is kept, or was so before.</summary>
    Done,

    /// <summary>It stands in the operator's file, and is not taken back at run time.</summary>
    IsGiven,

    /// <summary>It could not be written, or there is no room for it; nothing has changed.</summary>
    Failed,
}

/// <summary>
/// Say who gets the fees of validators by their indices, for the present epoch and two more (`prepare_beacon_proposer` of the Beacon API);
/// answered with <see cref="ProposersPrepared"/>.
/// </summary>
public sealed record PrepareProposers(IReadOnlyList<PreparedProposer> Proposers) : IProposerCommand;

/// <summary>Who gets the fees of a validator.</summary>
public sealed record PreparedProposer(ValidatorIndex Index, ExecutionAddress FeeRecipient);

/// <summary>Says how many indices were taken, and how many found no room.</summary>
public sealed record ProposersPrepared(int Taken, int Refused);
