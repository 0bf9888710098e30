/// Where the process begins. May touch nothing but Quarkus.
@NullMarked
package dev.stowage.main;

import org.jspecify.annotations.NullMarked;
