using Consensoor.Conformance.Cases;

namespace Consensoor.Conformance.Execution;

/// <summary>How a case ended, why, and how long it took.</summary>
public sealed record CaseResult(CasePath Path, Outcome Outcome, string Reason, TimeSpan Duration);
