namespace Consensoor.Actors.Tests.Hosting.Checkpoints;

/// <summary>Bytes that a server sends, after which it closes the connection or says nothing more.</summary>
internal sealed record RawReply(byte[] Bytes, bool Hangs = false);
