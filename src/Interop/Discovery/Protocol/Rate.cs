namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>How much may be had: so many a second over time, so many at once.</summary>
public readonly record struct Rate(double PerSecond, double AtOnce);
