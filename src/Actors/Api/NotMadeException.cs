namespace Consensoor.Actors.Api;

/// <summary>Something is damaged, or failed that should not have: answered with 503, and the operator is told.</summary>
public sealed class NotMadeException(string reason) : Exception(reason);
