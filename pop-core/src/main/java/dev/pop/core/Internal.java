package dev.pop.core;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what is public for other packages of this program alone. It may change or go with any
 * version; docs/api.md lists what stays.
 *
 * <p>On a package it covers every type in it, on a type its members and nested types too. A method
 * or constructor of an API type carries it where its signature has a type that is internal.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({
  ElementType.PACKAGE,
  ElementType.TYPE,
  ElementType.METHOD,
  ElementType.CONSTRUCTOR,
  ElementType.FIELD
})
public @interface Internal {}
