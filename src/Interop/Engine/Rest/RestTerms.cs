namespace Consensoor.Interop.Engine.Rest;

/// <summary>How an endpoint is asked: in which form, and within which limits.</summary>
internal sealed record RestTerms(RestForm Form, RestLimits Limits);
