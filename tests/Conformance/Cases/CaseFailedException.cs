namespace Consensoor.Conformance.Cases;

/// <summary>The case does not hold; the message says why.</summary>
public sealed class CaseFailedException(string reason) : Exception(reason);
