namespace Consensoor.Interop.Keys.Remote;

/// <summary>Where a signer is, how long an answer may take, and how many requests are on the way at once; the others wait.</summary>
public sealed record RemoteSignerOptions(Uri Url, TimeSpan Timeout, int Connections);
