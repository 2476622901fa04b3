using Consensoor.Messages;

namespace Consensoor.Actors.Chain;

/// <summary>Something that may wait in the chain's room.</summary>
internal interface IWaits
{
    /// <summary>The topic on whose shelf it waits, however it came.</summary>
    TopicKind Kind { get; }

    /// <summary>Where the thing that waits came from.</summary>
    Source Source { get; }

    /// <summary>The slot in which its present wait began.</summary>
    Slot StageSince { get; set; }
}
