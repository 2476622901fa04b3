namespace Consensoor.Actors.Hosting;

/// <summary>Holds a setting that an option or its environment variable lays over the files, and which of them.</summary>
public sealed record HoconSetting(string Path, string Value, string Origin);
