namespace Consensoor.Actors.Remote;

/// <summary>The proofs and blobs of a block or of its payload, as the node that made it gave them in JSON.</summary>
internal sealed record RemoteContents(string Proofs, string Blobs);
