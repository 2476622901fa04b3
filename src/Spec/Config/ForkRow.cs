namespace Consensoor.Spec.Config;

/// <summary>
/// Says of a fork what keys of a configuration hold its epoch and version, and reads them; phase0 has no key for its epoch.
/// </summary>
internal sealed record ForkRow(
    ForkName Fork, string EpochKey, Func<ChainConfig, Epoch> Epoch, string VersionKey, Func<ChainConfig, Version> Version);
