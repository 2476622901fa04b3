using Consensoor.Messages;

namespace Consensoor.Actors.Crypto;

/// <summary>What a worker verifies in one go: signatures of several requests, or the columns of one.</summary>
internal sealed record CryptoJob(ulong Id, IReadOnlyList<ICryptoWork> Works);

/// <summary>The answers to the works of a job, in their order.</summary>
internal sealed record CryptoJobDone(ulong Id, IReadOnlyList<object> Answers);
