using Akka.Configuration;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Storage;

/// <summary>The bounds of making states of the finalized past (`consensoor.history`, where the drop rules stand).</summary>
internal sealed record HistorySettings
{
    /// <summary>States that are being made at once.</summary>
    public int Makings { get; init; } = 2;

    /// <summary>Questions that wait, those that share a state among them.</summary>
    public int Questions { get; init; } = 64;

    /// <summary>Blocks that are replayed in one job.</summary>
    public int Page { get; init; } = 32;

    /// <summary>Blocks that are replayed for one state at most.</summary>
    public int Replayed { get; init; } = 20_000;

    /// <summary>States that stay in memory.</summary>
    public int Recent { get; init; } = 4;

    /// <summary>How long a step may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads the settings from `consensoor`.</summary>
    public static HistorySettings From(Config consensoor) => new()
    {
        Makings = consensoor.Positive("history.makings"),
        Questions = consensoor.Positive("history.questions"),
        Page = consensoor.Positive("history.page"),
        Replayed = consensoor.Positive("history.replayed"),
        Recent = consensoor.Positive("history.recent"),
        Patience = consensoor.GetTimeSpan("history.patience"),
    };
}
