namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>
/// A peer's score for the operator: the total, what each part gives to it (by topic where it has one; parts that give nothing are left
/// out), the cap's share, and the last reasons for which it fell, the newest last.
/// </summary>
public sealed record ScoreReport(
    string Peer, double Score, IReadOnlyList<(ScorePart Part, string? Topic, double Value)> Parts, double CutByCap,
    IReadOnlyList<ScoreNote> Notes);
