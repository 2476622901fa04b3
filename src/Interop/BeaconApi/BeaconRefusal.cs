namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// Why an exchange with a beacon node came to nothing: the kind, and what was wrong, in letters that may stand in a log.
/// </summary>
public sealed record BeaconRefusal(BeaconProblem Problem, string Text);
