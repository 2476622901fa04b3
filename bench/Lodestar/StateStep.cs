using Consensoor.Spec.Config;

namespace Consensoor.Bench.Lodestar;

/// <summary>A step that both sides take by the same name.</summary>
/// <param name="Name">What driver.mjs calls it.</param>
/// <param name="Title">Its place in the table; none for what is taken and not counted.</param>
/// <param name="Goal">The ratio of processor time that is aimed at for a million validators, at most, in fulu and in gloas.</param>
internal sealed record StateStep(string Name, string? Title, (double Fulu, double Gloas)? Goal = null)
{
    /// <summary>All steps of a round, in order.</summary>
    public static readonly IReadOnlyList<StateStep> Round =
    [
        new("decode", "decode", (0.04, 0.04)),
        new("root", "root, cold", (0.08, 0.08)),
        new("prepare", null),
        new("slots", "process_slots into the next epoch, and root", (0.12, 0.13)),
        new("encode", "encode", (0.05, 0.05)),
        new("prepare-block", null),
        new("block", "a full block and root, no signatures"),
        new("block-signed", "a full block and root, with signatures"),
    ];

    /// <summary>The goal of a fork, where there is one.</summary>
    public double? GoalOf(ForkName fork) => fork >= ForkName.Gloas ? Goal?.Gloas : Goal?.Fulu;
}
