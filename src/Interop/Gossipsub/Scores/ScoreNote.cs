namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>
/// Why a score fell: Amount is what the part's counter grew by, over Count times for the same reason; At is the last of them.
/// </summary>
public sealed record ScoreNote(TimeSpan At, ScorePart Part, string? Topic, string Reason, double Amount, int Count);
