namespace Consensoor.Actors.Hosting;

/// <summary>Where a kind of what a node keeps is on disk: the files and folders of a folder whose names a pattern matches.</summary>
public sealed record DiskPlace(string Kind, string Folder, string Pattern);
