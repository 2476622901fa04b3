namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>Something that whoever runs discovery may want to know.</summary>
public abstract record DiscoveryEvent;
