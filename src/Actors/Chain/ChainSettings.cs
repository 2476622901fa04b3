using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Gossip;
using Consensoor.Actors.Network.Topics;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Chain;

/// <summary>What the chain actor goes by; the bounds of its queues are those of `consensoor.chain`, where their drop rules stand.</summary>
public sealed record ChainSettings
{
    /// <summary>The preset and configuration of the chain.</summary>
    public required ChainSpec Spec { get; init; }

    /// <summary>Says when slots begin and how long they are.</summary>
    public required SlotSchedule Schedule { get; init; }

    /// <summary>For the few signatures the store decides itself: deposits that come due while it advances a checkpoint's state.</summary>
    public required ISignatureVerifier Verifier { get; init; }

    /// <summary>The columns that a block must have to count as available, until the actor of columns names others.</summary>
    public ColumnSet Sampled { get; init; } = ColumnSet.All;

    /// <summary>Blocks that the operator rejects, with all that stand on them.</summary>
    public IReadOnlySet<Root> Rejected { get; init; } = new HashSet<Root>();

    /// <summary>Whether the safe block is the one that fast confirmation confirmed; else it is the justified one.</summary>
    public required bool HasFastConfirmation { get; init; }

    public required IReadOnlyDictionary<TopicKind, int> Waiting { get; init; }

    public required int EarlySlots { get; init; }

    public required int Copies { get; init; }

    public required int Waiters { get; init; }

    public required int ColumnBlocks { get; init; }

    public required int InFlight { get; init; }

    public required int Refused { get; init; }

    public required int AdvancedStates { get; init; }

    public required ulong AdvanceSlots { get; init; }

    public required ulong AdvanceStep { get; init; }

    public required int StateDensity { get; init; }

    public required int RecentStates { get; init; }

    /// <summary>The memory in MiB for states that are not finalized; 0: by the registry (<see cref="StateBudget.BytesOf"/>).</summary>
    public required int StateBudgetMebibytes { get; init; }

    public required int Replays { get; init; }

    public required int Restores { get; init; }

    public required int ReplayPage { get; init; }

    public required int Lookups { get; init; }

    public required int Votes { get; init; }

    /// <summary>Slots after which work that was never answered (its worker was restarted) is given up.</summary>
    public required int GiveUpSlots { get; init; }

    /// <summary>Reads a node's settings (`consensoor.chain`).</summary>
    public static ChainSettings From(NodeSettings node, Config consensoor) => new()
    {
        Spec = node.Spec,
        Schedule = new SlotSchedule(node.Spec, node.GenesisTime),
        Verifier = new ImmediateVerifier(node.Bls),
        Waiting = TopicTable.Rows.ToDictionary(static row => row.Kind, row => LaneSettings.WaitingOf(consensoor, row.Name)),
        Rejected = node.RejectedRoots,
        HasFastConfirmation = consensoor.GetBoolean("chain.fast-confirmation"),
        EarlySlots = consensoor.Positive("chain.early-slots"),
        Copies = consensoor.Positive("chain.copies"),
        Waiters = consensoor.Positive("chain.waiters"),
        ColumnBlocks = consensoor.Positive("chain.column-blocks"),
        InFlight = consensoor.Positive("chain.in-flight"),
        Refused = consensoor.Positive("chain.refused"),
        AdvancedStates = consensoor.Positive("chain.advanced-states"),
        AdvanceSlots = (ulong)consensoor.Positive("chain.advance-slots"),
        AdvanceStep = (ulong)consensoor.Positive("chain.advance-step"),
        RecentStates = consensoor.Positive("chain.recent-states"),
        StateDensity = consensoor.Positive("chain.state-density"),
        StateBudgetMebibytes = consensoor.GetInt("chain.state-budget-mib"),
        Replays = consensoor.Positive("chain.replays"),
        Restores = consensoor.Positive("chain.restores"),
        ReplayPage = consensoor.Positive("chain.replay-page"),
        Votes = consensoor.Positive("chain.votes"),
        Lookups = consensoor.Positive("chain.lookups"),
        GiveUpSlots = consensoor.Positive("chain.give-up-slots"),
    };
}
