namespace Consensoor.Actors.Hosting;

/// <summary>Says what a setting is and where it comes from: `default`, a file and line, an environment variable or an option.</summary>
public sealed record HoconEntry(string Path, string Value, string Origin);
