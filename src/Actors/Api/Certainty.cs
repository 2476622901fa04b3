using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>What an answer says about the certainty of its data.</summary>
public readonly record struct Certainty(bool IsOptimistic, bool IsFinalized)
{
    /// <summary>The certainty of what was looked up.</summary>
    public static Certainty Of(ChainLookup lookup) => new(lookup.IsOptimistic, lookup.IsFinalized);
}
