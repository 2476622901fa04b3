namespace Consensoor.Interop.Discovery.Records;

/// <summary>Tells whether a node is one of those looked for.</summary>
public delegate bool NodePredicate(Enr record);
