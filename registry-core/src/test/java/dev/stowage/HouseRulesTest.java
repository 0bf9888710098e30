package dev.stowage;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.stowage.storage.ObjectKey;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// How the rooms of the house may know each other. Each rule says why it stands.
class HouseRulesTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.stowage");

  @Test
  void roomsFormNoCycle() {
    slices()
        .matching("dev.stowage.(*)..")
        .should()
        .beFreeOfCycles()
        .because("a room that needs itself through another cannot be read, tested or moved alone")
        .check(HOUSE);
  }

  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("dev.stowage.(**)")
        .should()
        .beFreeOfCycles()
        .because("a package states one idea only if it can be understood before those built on it")
        .check(HOUSE);
  }

  @Test
  void wordsOfTheSpecificationKnowOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage("dev.stowage.oci..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.stowage.oci..", "java..", "org.jspecify.annotations..")
        .because("the specification's words outlive every framework")
        .check(HOUSE);
  }

  @Test
  void serverIsKnownOnlyToHttpAndConsole() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.stowage.http..", "dev.stowage.console..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "io.quarkus.vertx..", "jakarta.ws.rs..")
        .because(
            "features are plain blocking code on virtual threads; event loops stay in one room")
        .check(HOUSE);
  }

  @Test
  void redisIsKnownToItsRoomAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.stowage.redis..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lettuce..")
        .because("what hangs, breaks or moves over is dealt with once, behind one small class")
        .check(HOUSE);
  }

  @Test
  void tracesAreTheRoomOfTelemetryAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.stowage.telemetry..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.opentelemetry..")
        .because("where nobody wants traces, not a class of theirs is loaded")
        .check(HOUSE);
  }

  @Test
  void noFeatureDependsOnHttpOrConsole() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.stowage.http..", "dev.stowage.console..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.stowage.http..", "dev.stowage.console..")
        .because("what the registry does must not depend on how it is asked")
        .check(HOUSE);
  }

  @Test
  void onlyLayoutAndStoresMakeObjectKeys() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.stowage.layout..", "dev.stowage.storage..")
        .should()
        .accessTargetWhere(
            describe(
                "it makes an ObjectKey",
                access ->
                    access.getTarget() instanceof CodeUnitAccessTarget target
                        && target
                            .resolveMember()
                            .filter(HouseRulesTest::makesObjectKey)
                            .isPresent()))
        .because("the bucket's tree is drawn in one room; stores make keys only of what they list")
        .check(HOUSE);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)([$].*)?")
        .because("such a name tells that the idea behind the class has not been found yet")
        .check(HOUSE);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .should(
            new ArchCondition<JavaClass>("be in a package annotated with @NullMarked") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(
                    new SimpleConditionEvent(
                        item, marked, item.getName() + " is in a package that is not @NullMarked"));
              }
            })
        .because("null means absence only where a type says @Nullable")
        .check(HOUSE);
  }

  @Test
  void fieldsAreNotInjected() {
    noFields()
        .should()
        .beAnnotatedWith("jakarta.inject.Inject")
        .orShould()
        .beAnnotatedWith(ConfigProperty.class)
        .because("a constructor shows what a class needs, and tests can call it")
        .check(HOUSE);
  }

  @Test
  void lombokIsNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("lombok..")
        .because("records say the same in the language itself")
        .check(HOUSE);
  }

  @Test
  void reactiveTypesAreNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.smallrye.mutiny..", "org.reactivestreams..")
        .because("virtual threads make waiting cheap, so code can read from top to bottom")
        .check(HOUSE);
  }

  private static boolean makesObjectKey(Object member) {
    return member instanceof JavaCodeUnit unit
        && unit.getOwner().isEquivalentTo(ObjectKey.class)
        && (unit instanceof JavaConstructor
            || (unit.getModifiers().contains(JavaModifier.STATIC)
                && unit.getRawReturnType().isEquivalentTo(ObjectKey.class)));
  }
}
