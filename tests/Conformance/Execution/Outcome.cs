namespace Consensoor.Conformance.Execution;

/// <summary>How a case ended.</summary>
public enum Outcome
{
    Passed,
    Failed,
    Skipped,
}
