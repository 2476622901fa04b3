namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>An operation with a request that is good for it, and what is seen of it once it succeeded.</summary>
internal sealed record WalkDeed(string Operation, WalkRequest Request, string Effect, Func<bool> IsSeen);
